"""What needs a real Docker Engine: booting one, recording cases, checking predictions."""
