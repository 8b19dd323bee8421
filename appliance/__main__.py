"""`python -m appliance` is the `appliance` command."""

from appliance.cli import run

if __name__ == "__main__":
    run()
