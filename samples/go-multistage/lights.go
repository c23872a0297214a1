package main

import (
	"golang.org/x/text/cases"
	"golang.org/x/text/language"
)

var lights = map[string]string{
	"Inubosaki": "Fl W 15s",
	"Irozaki":   "Al Fl WR 16s",
	"Shionomisaki": "Fl W 15s",
}

// characteristic gives a lighthouse's light, whatever the case of its name.
func characteristic(name string) (string, bool) {
	light, ok := lights[cases.Title(language.Und).String(name)]
	return light, ok
}
