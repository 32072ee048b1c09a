"""How a record is asked and told, on every platform."""

import logging

logging.getLogger(__name__).addHandler(logging.NullHandler())
