"""What the adviser can be asked, and how it is recognised: words that point to an intent, and five examples of each.

A pattern has a weight from 1 to 6: how sure it makes that this is what is meant. Patterns are looked for in the question
in small letters, without marks; see `router.plain`.
"""

import re
from dataclasses import dataclass
from functools import cache

from app.artist.adviser import intent_examples


@dataclass(frozen=True, slots=True)
class Intent:
    """One thing that can be asked. `label` is what a button says that asks it, `question` what it then asks."""

    name: str
    label: str
    question: str
    patterns: tuple[tuple[str, int], ...]

    @property
    def examples(self) -> tuple[str, ...]:
        """Five ways to ask it."""
        return intent_examples.EXAMPLES[self.name]


_NUMBERS = (
    r'(?:streams?|plays?|views?|listeners?|followers?|subscribers?|subs|likes?|saves?|shazams?|numbers?|stats|fans?)'
)
_PLATFORMS = (
    r'(?:spotify|youtube|yt|apple(?: music)?|tiktok|tik tok|insta(?:gram)?|facebook|soundcloud|bandcamp|deezer|tidal)'
)
_RELEASE = r'(?:release|single|song|track|ep|album|record|tune|drop)'
_UP = r'(?:jump\w*|spik\w*|ris\w*|rose|went up|go(?:ing)? up|shot up|grow\w*|grew|explo\w*|increas\w*|more|up|higher)'
_DOWN = r'(?:down|drop\w*|f[ae]ll\w*|declin\w*|decreas\w*|less|lower|worse|sink\w*|s[au]nk|lost|losing|crash\w*|tank\w*|dip\w*|plummet\w*)'

ALL: tuple[Intent, ...] = (
    Intent(
        'week_review',
        'How was my week?',
        'How was my week?',
        (
            (r'\bhow (?:was|were|did|is|has)\b.*\b(?:my|this|last|the|past)\b.*\b(?:week|7 days|seven days)\b', 4),
            (r'\b(?:week(?:ly)?)\b.*\b(?:review|summary|recap|report|round ?up|overview)\b', 4),
            (r'\b(?:review|summary|recap|summari[sz]e|sum up|overview)\b.*\b(?:week|7 days)\b', 4),
            (r'\b(?:last|this|past) week\b', 2),
            (r'\bweek\b.*\b(?:go|look|been|good|bad)\b', 3),
            (r'\b(?:how|what)\b.*\b(?:i|things|we) (?:do|did|doing|go|been|went|going)\b.*\b(?:week|lately|recently)\b', 4),
            (r'\b(?:new|news|happen\w*)\b.*\b(?:this|last) week\b', 3),
        ),
    ),
    Intent(
        'metric_value',
        'How high is one of my numbers?',
        'How many followers do I have on Spotify?',
        (
            (rf'\bhow many\b.*\b{_NUMBERS}\b', 4),
            (rf'\b(?:what(?:s| is| are| were| was)|tell me|show me|give me)\b.*\b{_NUMBERS}\b', 2),
            (rf'\b{_NUMBERS}\b.*\b(?:count|total|right now|currently|at the moment)\b', 3),
            (rf'\b(?:count|number|total|amount) of\b.*\b{_NUMBERS}\b', 3),
            (rf'^(?:my )?(?:current )?(?:{_PLATFORMS} )?{_NUMBERS}(?: (?:on|at|for|of) {_PLATFORMS})?(?: (?:now|today|yesterday))?$', 4),
            (rf'\b{_PLATFORMS}\b.*\b{_NUMBERS}\b', 1),
            (r'\bhow many (?:people|fans|persons|folks)\b.*\b(?:follow\w*|listen\w*|watch\w*|subscrib\w*|stream\w*|play\w*)\b', 5),
        ),
    ),
    Intent(
        'metric_change',
        'How did a number change?',
        'How did my streams change in the last month?',
        (
            (r'\bhow (?:did|have|has|do)\b.*\b(?:chang|develop|evolv|mov|trend|compar)\w*', 4),
            (r'\b(?:change|difference|development|trend|compar\w+)\b.*\b(?:month|week|year|days|before|previous|since)\b', 3),
            (rf'\bhow (?:much|many)\b.*\b(?:{_UP}|{_DOWN}|gain\w*|new|add\w*|win|won)\b.*\b(?:month|week|year|days|since|lately|than)\b', 4),
            (rf'\b(?:gain|gained|lose|lost|won|add|added)\b.*\b{_NUMBERS}\b', 3),
            (r'\b(?:vs|versus|compared (?:to|with)|against)\b.*\b(?:month|week|year|before|previous|last)\b', 4),
            (rf'\b(?:am i|are (?:my|the)|is my|did (?:my|i))\b.*\b{_NUMBERS}?\b.*\b(?:grow\w*|up|more|go(?:ing)? up|increase)\b', 2),
            (r'\bmonth (?:over|on|to) month\b', 4),
            (r'\bup or down\b', 4),
            (rf'\bhow (?:much|many|fast)\b.*\b(?:grow\w*|grew|gain\w*|lose|lost|chang\w*|increas\w*|decreas\w*|drop\w*|fell|rise|rose)\b', 4),
            (rf'\b(?:are|is|did|have|has)\b.*\b{_NUMBERS}\b.*\b(?:grow\w*|grew|chang\w*|increas\w*|declin\w*|drop\w*|fall\w*)\b', 4),
        ),
    ),
    Intent(
        'why_change',
        'Why did my numbers change?',
        'Why did my streams jump?',
        (
            (rf'\b(?:why|how come|what (?:is|was|s) the reason|whats? behind|what caused|what made)\b.*\b(?:{_UP}|{_DOWN}|chang\w*|few|many)\b', 4),
            (rf'\b(?:where|what)\b.*\b(?:come|came|happen\w*)\b.*\b(?:{_NUMBERS}|jump|spike|peak|drop|dip)\b', 3),
            (r'\bwhat happened\b', 3),
            (rf'\b(?:explain|reason for|cause of)\b.*\b(?:{_UP}|{_DOWN}|peak|dip|spike)\b', 4),
            (r'^(?:but )?why\b', 1),
            (rf'\b(?:weird|strange|odd|unusual|wrong|off|going on|up with)\b.*\b{_NUMBERS}\b', 4),
            (rf'\b{_NUMBERS}\b.*\b(?:weird|strange|odd|unusual|wrong)\b', 4),
            (rf'\bwhy\b.*\b(?:{_NUMBERS}|{_PLATFORMS}|low|high|bad|quiet|suddenly)\b', 4),
        ),
    ),
    Intent(
        'fastest_platform',
        'Which platform grows fastest?',
        'Which platform grows fastest?',
        (
            (rf'\b(?:which|what|where|on which)\b.*\b(?:platform|service|network|channel|site|app)s?\b.*\b(?:{_UP}|fast\w*|best|most|strong\w*|well|quick\w*|slow\w*|least|worst)\b', 5),
            (rf'\bwhere\b.*\b(?:i|we)\b.*\b(?:{_UP}|grow\w*)\b', 4),
            (rf'\b{_PLATFORMS}\b.*\b(?:or|vs|versus|than)\b.*\b{_PLATFORMS}\b', 4),
            (r'\bcompare\b.*\b(?:platforms?|services?|networks?|channels?)\b', 4),
            (r'\b(?:fastest|quickest|strongest|slowest)\b', 2),
            (r'\b(?:best|strongest|biggest|weakest|worst|slowest|fastest)\b.*\b(?:platform|service|network|channel|site|app)s?\b', 5),
            (r'\b(?:platform|service|network|channel|site|app|which|where)s?\b.*\b(?:focus|concentrate|bet on)\b', 4),
        ),
    ),
    Intent(
        'release_result',
        'How did my last release do?',
        'How did the last release do?',
        (
            (rf'\bhow (?:did|is|was|has|does|are)\b.*\b(?:last|latest|new|newest|recent)\b.*\b{_RELEASE}\b', 5),
            (rf'\bhow (?:did|is|was|has|does)\b.*\b{_RELEASE}\b.*\b(?:do|doing|done|go|going|gone|perform\w*|run\w*|land\w*|received)\b', 4),
            (rf'\b(?:last|latest|new|newest|recent)\b.*\b{_RELEASE}\b.*\b(?:do|doing|done|go|going|perform\w*|success|flop\w*|work\w*|well|bring|brought|effect|impact|result)\b', 4),
            (rf'\b(?:did|has|was)\b.*\b{_RELEASE}\b.*\b(?:help\w*|work\w*|success|flop\w*|bring|brought|well)\b', 3),
            (rf'\b(?:effect|impact|result|performance)\b.*\b{_RELEASE}\b', 3),
            (r'\bhow (?:did|is|has)\b.*\b(?:do|doing|perform\w*|land\w*|go down|received)\b', 1),
        ),
    ),
    Intent(
        'best_release',
        'Which release did best?',
        'Which release performed best?',
        (
            (rf'\b(?:which|what)\b.*\b{_RELEASE}s?\b.*\b(?:best|most|better|top|strongest|worst|least|biggest|highest)\b', 5),
            (rf'\b(?:best|top|strongest|most successful|biggest|worst|most popular|most streamed)\b.*\b{_RELEASE}s?\b', 5),
            (rf'\b(?:compare|rank)\b.*\b{_RELEASE}s\b', 5),
            (r'\bbiggest hit\b', 4),
        ),
    ),
    Intent(
        'posting_time',
        'When should I post?',
        'When should I post?',
        (
            (r'\b(?:when|what time|which day|what day|what days|which days|how late|best time|best day|good time|good day|right time)\b.*\b(?:post\w*|upload\w*|publish\w*|share|go live|put (?:out|up))\b', 5),
            (r'\b(?:best|good|right|ideal|smart\w*) (?:time|day|moment|hour|weekday)s?\b', 3),
            (r'\b(?:which|what) (?:day|weekday)s?\b.*\b(?:listen\w*|strongest|busiest|most|people|fans|active)\b', 4),
            (r'\b(?:post|upload)\b.*\b(?:weekend|saturday|sunday|monday|tuesday|wednesday|thursday|friday|evening|morning)s?\b', 3),
            (r'\bwhen\b.*\b(?:fans|people|listeners|audience|followers|they)\b.*\b(?:online|listen\w*|active|awake)\b', 5),
            (r'\b(?:best|good|ideal|right) (?:time|day|moment)\b.*\b(?:drop|put|release|video)\b', 5),
        ),
    ),
    Intent(
        'streak',
        'How is my posting streak?',
        'How is my posting streak?',
        (
            (r'\bstreak\w*\b', 5),
            (r'\b(?:how (?:many|long)|weeks?)\b.*\bin a row\b', 5),
            (r'\bin a row\b', 4),
            (r'\b(?:when|what) (?:did|was)\b.*\b(?:last|latest) (?:post\w*|upload)\b', 4),
            (r'\bhow (?:often|regular\w*|consistent\w*)\b.*\bpost\w*\b', 4),
            (r'\bhave i posted\b', 4),
            (r'\bmiss(?:ed)? (?:a|my|any) (?:week|day|post)\b', 4),
        ),
    ),
    Intent(
        'reach_when',
        'When do I reach a number?',
        'When do I reach 1,000 followers?',
        (
            (rf'\b(?:when|how long|what date|how soon|how many (?:days|weeks|months))\b.*\b(?:reach|hit|get to|have|cross|pass|crack|until|till|to)\b.*\d', 5),
            (rf'\b(?:when|how long|how soon)\b.*\d[\d., ]*k?\b.*\b{_NUMBERS}\b', 5),
            (r'\b(?:when|how long)\b.*\b(?:reach|hit|crack|cross)\b', 4),
            (rf'\b(?:far|away|left|missing|short)\b.*\d[\d., ]*k?\b.*\b{_NUMBERS}\b', 4),
            (rf'\b(?:reach|hit|crack)\b.*\d[\d., ]*k?\b', 3),
            (r'\bhow (?:far|close)\b.*\d', 4),
        ),
    ),
    Intent(
        'forecast',
        'What is to be expected?',
        'Forecast the next 28 days',
        (
            (r'\b(?:forecast|predict\w*|projection|outlook|prognos\w*|extrapolat\w*)\b', 5),
            (r'\b(?:expect|expected|estimate)\b.*\b(?:next|coming|month|weeks?|days?|soon)\b', 4),
            (r'\b(?:what|how)\b.*\b(?:next|coming|following)\b.*\b(?:month|weeks?|days?|28)\b.*\b(?:look|bring|be|happen)?\b', 3),
            (rf'\bwhere (?:will|are)\b.*\b(?:{_NUMBERS}|i)\b.*\b(?:be|head\w*|go\w*)\b', 4),
            (rf'\b(?:will|gonna|going to)\b.*\b{_NUMBERS}\b.*\b(?:next|in|by|soon)\b', 2),
            (r'\bfuture\b', 2),
            (r'\bwhat (?:can|should|do|could|will) (?:i|we) expect\b', 4),
            (rf'\bhow will\b.*\b(?:{_NUMBERS}|things|it)\b', 4),
            (rf'\b(?:how many|what)\b.*\b{_NUMBERS}\b.*\b(?:will|going to|expect\w*)\b.*\b(?:next|coming|in)\b', 5),
            (rf'\b(?:how many|what)\b.*\b(?:will|going to|expect\w*)\b.*\b{_NUMBERS}\b.*\bnext\b', 5),
        ),
    ),
    Intent(
        'goal_check',
        'Am I on track for my goal?',
        'Am I on track for my goal?',
        (
            (r'\bon (?:track|course|target|the way|schedule|pace)\b', 5),
            (r'\b(?:my|the|our) (?:goals?|targets?|aims?|objectives?)\b', 4),
            (r'\b(?:goals?|target)\b', 3),
            (r'\b(?:make|will) it (?:in time|by then)\b', 4),
        ),
    ),
    Intent(
        'next_session',
        'When is my next session?',
        'When is my next session?',
        (
            (r'\b(?:next|upcoming|coming|following)\b.*\b(?:session|appointment|recording|booking|studio (?:day|date|time|visit)|slot)\b', 5),
            (r'\bwhen\b.*\b(?:in the studio|session|recording|my (?:slot|booking|appointment))\b', 4),
            (r'\b(?:am i|do i have|have i|did i)\b.*\b(?:book\w*|session|studio|appointment)\b', 3),
            (r'\b(?:which|what) room\b', 4),
            (r'\bwhere\b.*\b(?:session|recording)\b', 3),
            (r'\bwhat time\b.*\b(?:session|studio|record\w*|appointment|be there)\b', 5),
            (r'\bwhen (?:am|are|do|is|s)\b.*\b(?:record|recording|studio|session|booked)\b', 4),
            (r'\banything booked\b|\bwhat s booked\b', 5),
        ),
    ),
    Intent(
        'owed',
        'How much do I still owe?',
        'How much do I still owe?',
        (
            (r'\b(?:owe|owed|owing|outstanding|unpaid|in debt)\b', 5),
            (r'\b(?:how much|what|anything|something|still|left|remaining)\b.*\b(?:to pay|pay|paid|payments?|due|bills?|invoices?|balance)\b', 4),
            (r'\b(?:open|unpaid|outstanding|remaining)\b.*\b(?:bills?|invoices?|balance|amount|payments?|sum)\b', 5),
            (r'\b(?:invoice|bill|balance|deposit)s?\b', 3),
            (r'\b(?:all|everything|already|fully|is|are)\b.*\b(?:paid|settled)\b', 4),
            (r'\b(?:my tab|money due|pay up|paid up)\b', 5),
            (r'\b(?:have|need|got) to pay\b', 4),
        ),
    ),
    Intent(
        'free_times',
        'When is the studio free?',
        'When is the studio free?',
        (
            (r'\b(?:studio|room|engineer|slots?|times?)\b.*\b(?:free|available|availability|open|empty|vacant)\b', 5),
            (r'\b(?:free|available|open|next)\b.*\b(?:slots?|studio (?:time|slot)|studio hours|appointments?)\b', 5),
            (r'\b(?:book|reserve|get|have|find)\b.*\b(?:studio|room|session|time|slot|recording)\b', 3),
            (r'\bwhen can (?:i|we)\b.*\b(?:record|come|book|studio|get in|lay down)\b', 5),
            (r'\bavailab\w+\b', 2),
            (r'\bslots?\b', 3),
            (r'\b(?:want|like|need|wish|love)\b.*\b(?:to (?:record|book|come in)|studio (?:day|time|session))\b', 4),
            (r'\bstudio time\b', 4),
            (r'\bcan i (?:come|get) (?:in|by|over)\b', 4),
        ),
    ),
    Intent(
        'find_file',
        'Where is my latest file?',
        'Where is the master of my song?',
        (
            (r'\b(?:where|find|get|show|download|link|send|need|hear|listen to|play)\b.*\b(?:masters?|mix(?:es|down)?|stems?|wavs?|files?|bounce|rough|final version|deliver\w*)\b', 5),
            (r'\b(?:latest|newest|last|new|final)\b.*\b(?:masters?|mix|stems?|files?|version|bounce|deliver\w*)\b', 4),
            (r'\b(?:is|has|are|did|have)\b.*\b(?:masters?|mix|stems?|files?)\b.*\b(?:ready|done|finished|there|arrive\w*|deliver\w*|sent|uploaded|come|back)\b', 5),
            (r'\b(?:master|mix|stems|wav)\b', 2),
            (r'\bhow loud\b|\blufs\b|\bloudness of\b', 4),
            (r'\bwhat (?:did|has)\b.*\b(?:upload\w*|deliver\w*|sen[dt])\b', 4),
            (r'\b(?:my|the) (?:masters?|mix|stems|wavs?|files?)\b', 3),
        ),
    ),
    Intent(
        'engineer_notes',
        'What did the engineer say?',
        'What did the engineer say?',
        (
            (r'\b(?:engineer|producer|studio|mixer)\b.*\b(?:say|said|write|wrote|written|think|thought|note\w*|comment\w*|remark\w*|feedback|tell|told|mention\w*|leave|left|suggest\w*|advice|recommend\w*)\b', 5),
            (r'\b(?:notes?|feedback|comments?|remarks?)\b.*\b(?:engineer|studio|session|mix|recording|producer|song|take)\b', 5),
            (r'\b(?:session|studio|engineers?) (?:notes?|feedback|comments?)\b', 5),
            (r'\b(?:any|the|my) (?:notes?|feedback|comments?)\b', 3),
            (r'\bwhat (?:did|does|has) (?!i\b|we\b|you\b|my (?:streams|numbers))(?:my |the |our )?\w+ (?:say|said|think|thought|write|wrote|written|note|noted|mean|suggest)\b', 4),
        ),
    ),
    Intent(
        'recall',
        'What did I tell you?',
        'What did I tell you about labels?',
        (
            (r'\bwhat (?:did|have|had) i (?:tell|told|say|said|mention\w*)\b', 5),
            (r'\bwhat do you (?:know|remember|have)\b', 5),
            (r'\bdo you (?:still )?(?:remember|recall|know)\b', 4),
            (r'\b(?:i|we) (?:told|mentioned to) you\b', 4),
            (r'\b(?:who|what|which|when|where) (?:is|was|are|s) (?:my|our)\b', 1),
            (r'\bremind me\b.*\b(?:what|who|which|how)\b', 4),
            (r'\b(?:have|did) i (?:ever |already )?(?:mention\w*|tell|told|say|said)\b', 4),
            (r'\bwhat s my \w+ again\b|\bagain\b$', 3),
            (r'\b(?:who|what) (?:s|is|was|are) (?:my|our) (?:\w+ )?(?:manager|budget|label|drummer|producer|booker|agent|plan|rule)\b', 5),
        ),
    ),
    Intent(
        'remember',
        'Remember something',
        'Remember that …',
        (
            (r'^(?:(?:please|hey|ok|can you|could you|would you|pls|also) )*(?:remember|memori[sz]e|keep in mind|note|make a note|write down|save|store|don t forget|dont forget|never forget)\b(?! (?:me|when|what|where|who|how|why)\b)', 6),
            (r'\b(?:keep|bear) in mind\b', 5),
            (r'^(?:for (?:the record|later|next time|your information)|fyi|just so you know|so you know)\b', 5),
            (r'^(?:(?:please|hey|ok|can you|could you) )*(?:don t|dont|do not) forget\b', 5),
            (r'\b(?:make|take) a note\b|\bnote (?:down|that|this)\b|\bremember (?:that|this)\b|\bput (?:that|this|it) in your (?:memory|notes)\b', 4),
        ),
    ),
    Intent(
        'forget',
        'Forget something',
        'Forget my budget',
        (
            (r'^(?:(?:please|hey|ok|can you|could you|pls|just) )*(?:forget|delete|erase|remove|unlearn|scrap|scratch|drop|wipe)\b', 6),
            (r'\b(?:forget|erase|wipe)\b.*\b(?:what i|about|that|my|everything|fact)\b', 4),
            (r'\b(?:delete|remove|erase|strike|wipe)\b.*\b(?:memory|note|fact|what i (?:told|said)|from your)\b', 5),
            (r'\b(?:don t|dont|do not|no longer|shouldn t|should not) (?:need to )?(?:remember|keep)\b', 5),
            (r'\b(?:isn t|is not|not|no longer|aren t) (?:true|right|correct|valid)\b', 4),
        ),
    ),
    Intent(
        'link_clicks',
        'Which link gets the most clicks?',
        'Which link gets the most clicks?',
        (
            (r'\b(?:click\w*|tap(?:s|ped))\b', 5),
            (r'\b(?:links?|buttons?)\b.*\b(?:most|best|popular|follow\w*|open\w*|press\w*|used|use|visit\w*|traffic|work\w*)\b', 4),
            (r'\b(?:visit\w*|visitors|page views?|traffic|hits)\b.*\b(?:page|site|profile|links?)\b', 4),
            (r'\b(?:page|site|profile)\b.*\b(?:visit\w*|visitors|traffic|look\w* at|viewed)\b', 4),
            (r'\b(?:which|what|how many)\b.*\blinks?\b', 3),
            (r'\bhow many visit\w*\b', 5),
        ),
    ),
    Intent(
        'profile_missing',
        'What is missing on my profile?',
        'What is missing on my profile?',
        (
            (r'\b(?:missing|incomplete|lack\w*|left to do|to do|todo|finish\w*|complete|improve|fill|unfinished|empty|add|fix)\b.*\b(?:profile|page|bio|checklist|set ?up|onboarding)\b', 5),
            (r'\b(?:profile|page|checklist|set ?up|onboarding)\b.*\b(?:missing|incomplete|lack\w*|complete|done|ready|finish\w*|improve\w*|need\w*|todo|to do|empty|better)\b', 5),
            (r'\bchecklist\b', 4),
            (r'\bwhat (?:else )?(?:should|must|can|do) i (?:still )?(?:do|add|fill|need)\b.*\b(?:profile|page)\b', 5),
            (r'\b(?:my|the) (?:artist )?(?:profile|page)\b', 2),
            (r'\bset ?up\b', 3),
        ),
    ),
    Intent(
        'level',
        'What level am I?',
        'What level am I?',
        (
            (r'\b(?:level|lvl|xp|experience points?)\b', 5),
            (r'\b(?:my|many|more|earn|get|collect|need|next)\b.*\bpoints\b', 5),
            (r'\b(?:rank|level up)\b', 2),
        ),
    ),
    Intent(
        'plan_release',
        'Help me plan a release',
        'Help me plan a release',
        (
            (rf'\b(?:plan\w*|prepar\w*|schedul\w*|organi[sz]e|roadmap|timeline|check ?list|strateg\w*|roll ?out|campaign)\b.*\b(?:releas\w*|single|ep|album|drop|launch|record|song|track)\b', 5),
            (rf'\b(?:releas\w*|single|ep|album|launch|drop)\b.*\b(?:plan\w*|timeline|schedule|roadmap|roll ?out|strateg\w*|steps|prepar\w*|campaign)\b', 5),
            (r'\b(?:want|going|like|about|ready|how (?:do|should|can) i|need)(?: to)? (?:put out|release|drop|bring out|launch|publish)\b', 4),
            (r'\bwhat (?:do i (?:have|need) to|should i|must i|to) do\b.*\b(?:before|for|until)\b.*\b(?:release|single|album|ep|launch)\b', 5),
            (r'\b(?:release|launch)\b.*\b(?:in|on|next|this) (?:\w+ )?(?:month|week|january|february|march|april|may|june|july|august|september|october|november|december|autumn|spring|summer|winter)\b', 3),
            (r'\brelease (?:day|date|plan)\b', 3),
            (rf'\b{_RELEASE}\b.*\b(?:coming|comes) (?:out|in|up|soon)\b', 4),
        ),
    ),
    Intent(
        'data_age',
        'How old is my data?',
        'How old is my data?',
        (
            (r'\b(?:old|recent|fresh|current|up to date|uptodate|outdated|stale|latest|complete|accurate|reliable|missing)\b.*\b(?:data|numbers|stats|figures|statistics|imports?)\b', 5),
            (r'\b(?:data|numbers|stats|figures|statistics)\b.*\b(?:old|from|recent|fresh|current|up to date|updated|outdated|stale|complete|missing|gaps?|imported|until|trust)\b', 5),
            (r'\b(?:last|latest|when)\b.*\b(?:import\w*|sync\w*|updated?|refresh\w*)\b', 5),
            (r'\b(?:gaps?|holes)\b', 3),
            (r'\bhow (?:old|fresh|recent|current|up to date)\b', 4),
            (r'\bup to date\b', 3),
            (r'\bwhen\b.*\blast\b.*\b(?:numbers|data|stats)\b', 5),
        ),
    ),
    Intent(
        'spending',
        'Should I spend on ads?',
        'Should I spend on ads?',
        (
            (r'\b(?:spend|invest|pay|put|throw|buy|boost|worth|afford|budget)\b.*\b(?:ads?|advert\w*|marketing|promo\w*|campaign|playlist\w*|money|boost\w*|promoter|pr|influencers?|cash|euros?|eur|bucks)\b', 5),
            (r'\b(?:ads?|adverts?|advertis\w*|promo\w*|pr agency|playlist (?:pitch\w*|placement\w*)|marketing|boosting)\b', 4),
            (r'\b(?:worth|should i|is it|does it)\b.*\b(?:pay\w*|spend\w*|money|invest\w*|worth it)\b', 3),
        ),
    ),
)


@cache
def by_name() -> dict[str, Intent]:
    """Each by its name."""
    return {one.name: one for one in ALL}


@cache
def compiled() -> dict[str, tuple[tuple[re.Pattern[str], int], ...]]:
    """The patterns of each, ready to be looked for."""
    return {one.name: tuple((re.compile(words), weight) for words, weight in one.patterns) for one in ALL}
