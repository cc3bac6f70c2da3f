"""Start the shop: `python run.py`, or `python run.py --local` while developing."""

import os
import sys

from shop import create_app

app = create_app()

if __name__ == "__main__":
    if "--local" in sys.argv:
        app.run(port=8000, debug=True)
    else:
        app.run(host="0.0.0.0", port=8000, debug=os.getenv("FLASK_DEBUG", False))
