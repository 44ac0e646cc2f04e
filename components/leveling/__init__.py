"""Parts of the levelling screens: how loud, what would come out, what came out."""
