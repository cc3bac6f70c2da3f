"""Start the shop on this machine: `SECRET_KEY=... python run.py`; a real one is served by gunicorn."""

from shop import create_app

app = create_app()

if __name__ == "__main__":
    app.run(host="127.0.0.1", port=8000)
