"""The library: every file that a person has sent, made or received, in all areas. What pages and routes call."""

from app.library.changes import NAME_CHARS as NAME_CHARS
from app.library.changes import Needed as Needed
from app.library.changes import delete as delete
from app.library.changes import needed as needed
from app.library.changes import rename as rename
from app.library.items import KINDS as KINDS
from app.library.items import Item as Item
from app.library.items import ItemPage as ItemPage
from app.library.items import behind as behind
from app.library.items import get as get
from app.library.items import items as items
from app.library.items import results as results
from app.library.sounds import chapters as chapters
from app.library.sounds import curve as curve
from app.library.sounds import sound as sound
from app.library.sounds import stored as stored
from app.library.sounds import takers as takers
