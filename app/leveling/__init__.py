"""The first area: drop a mix, choose how loud, get it back. What pages, API and tasks call."""

from app.leveling.presets import Preset as Preset
from app.leveling.presets import create_preset as create_preset
from app.leveling.presets import delete_preset as delete_preset
from app.leveling.presets import edit_preset as edit_preset
from app.leveling.presets import get_preset as get_preset
from app.leveling.presets import presets as presets
from app.leveling.queries import HistoryPage as HistoryPage
from app.leveling.queries import JobView as JobView
from app.leveling.queries import get as get
from app.leveling.queries import history as history
from app.leveling.queries import running as running
from app.leveling.queries import views as views
from app.leveling.service import KIND as KIND
from app.leveling.service import OUTPUT_FORMATS as OUTPUT_FORMATS
from app.leveling.service import RESULTS as RESULTS
from app.leveling.service import Choice as Choice
from app.leveling.service import cancel as cancel
from app.leveling.service import delete as delete
from app.leveling.service import rerun as rerun
from app.leveling.service import result as result
from app.leveling.service import retry as retry
from app.leveling.service import submit as submit
from app.leveling.service import upkeep as upkeep
