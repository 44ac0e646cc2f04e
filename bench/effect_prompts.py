"""What people ask for when they ask for a sound: written before any sound was given its words, and told in their own.

Every prompt has what is right as an answer: names of `app/voice/sounds/sounds.tsv` or of the families, several where
several are; a list of them, one for each layer, where the prompt has layers. Words of sounds may be changed by what
`TUNING` shows; `HELD_BACK` is only counted.
"""

Right = str | list[str]

TUNING: tuple[tuple[str, Right], ...] = (
    ('heavy rain on a tin roof', 'rain'),
    ('dog barking in the distance', 'dog'),
    ('footsteps on gravel', 'footsteps'),
    ('old wooden door slamming shut', 'door'),
    ('thunder rolling far away', 'thunder'),
    ('crowd clapping after a concert', 'applause'),
    ('laser gun from a science fiction film', 'laser'),
    ('ambulance siren passing by', 'siren'),
    ('campfire crackling at night', 'fire'),
    ('waves breaking on the beach', 'sea'),
    ('cinematic boom for a trailer', 'boom impact'),
    ('rising tension before the drop', 'riser'),
    ('sword fight', 'sword'),
    ('a horse galloping past', 'gallop'),
    ('button click for an app', 'click'),
    ('coins falling into a bag', 'coins coin'),
    ('car engine idling', 'engine'),
    ('an owl hooting', 'owl'),
    ('vinyl crackle', 'vinyl'),
    ('wind howling through the trees', 'wind'),
    ('toilet flush', 'toilet'),
    ('glass shattering on the floor', 'glass-break'),
    ('rain and thunder', ['rain', 'thunder']),
    ('a door slams, then footsteps', ['door', 'footsteps']),
    ('kettle boiling', 'kettle'),
)

HELD_BACK: tuple[tuple[str, Right], ...] = (
    ('light drizzle against the window', 'rain'),
    ('cat meowing', 'cat'),
    ('someone walking on snow', 'footsteps'),
    ('creaky door opens slowly', 'door creak'),
    ('lightning strike', 'thunder'),
    ('audience cheering and applauding', 'applause crowd'),
    ('spaceship humming in space', 'drone spaceship'),
    ('fire truck siren', 'siren'),
    ('seagulls at the harbour', 'seagull'),
    ('ocean surf', 'sea'),
    ('big explosion', 'explosion'),
    ('fast swoosh for a transition', 'whoosh'),
    ('arrow shot from a bow', 'bow'),
    ('cash register', 'till'),
    ('error beep of a computer', 'error beep'),
    ('heartbeat, scared', 'heartbeat'),
    ('clock ticking in a quiet room', 'clock'),
    ('radio static between stations', 'static'),
    ('church bell ringing', 'bell'),
    ('robot talking nonsense', 'robot'),
    ('phone ringing', 'phone'),
    ('monster growling in a cave', 'growl troll ogre bear wolf'),
    ('wind with a howling wolf', ['wind', 'wolf']),
    ('a helicopter over the sea', ['helicopter', 'sea']),
    ('mosquito buzzing around my ear', 'mosquito'),
)

UNKNOWN_TUNING: tuple[str, ...] = (
    'the taste of lemon',
    'quarterly tax return',
    'asdf qwer zxcv',
    'a feeling of nostalgia on a Sunday',
    'the colour blue',
    'a politician talking about pensions',
    'Pythagorean theorem',
    'my grandmother’s apple pie recipe',
    'please write me an essay',
    'spreadsheet with monthly sales',
)

UNKNOWN_HELD_BACK: tuple[str, ...] = (
    'democracy',
    'seven divided by three',
    'the smell of fresh paint',
    'xkqzv bnmpl',
    'an opinion about modern art',
    'insurance contract',
    'the capital of Australia',
    'a woman singing opera in Italian',
    'vitamin C',
    'what is the meaning of life',
)
