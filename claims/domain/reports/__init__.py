"""Reports and exports: choosing claims, and writing out what the desk knows of them."""
