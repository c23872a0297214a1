package main

import "testing"

func TestNameMayBeLowerCase(t *testing.T) {
	if light, _ := characteristic("irozaki"); light != "Al Fl WR 16s" {
		t.Fatalf("got %q", light)
	}
}
