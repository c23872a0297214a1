// Command lighthouse answers with the light characteristic of a lighthouse.
package main

import (
	"fmt"
	"log"
	"net/http"
	"strings"
)

func handle(w http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(r.URL.Path, "/")
	light, ok := characteristic(name)
	if !ok {
		http.NotFound(w, r)
		return
	}
	fmt.Fprintln(w, light)
}

func main() {
	http.HandleFunc("/", handle)
	log.Fatal(http.ListenAndServe(":8080", nil))
}
