"""Parts of screens: values in, callbacks out; they fetch nothing."""
