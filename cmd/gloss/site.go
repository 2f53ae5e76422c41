package main

import (
	"context"
	"flag"
	"fmt"
	"io"

	"gloss/cmd/gloss/internal/site"
	"gloss/web"
)

// writeSite writes the page for a host of files.
func writeSite(_ context.Context, e env, args []string) error {
	rest, err := flags("site", args, func(*flag.FlagSet) {})
	if err != nil {
		return err
	}
	if len(rest) != 1 {
		return usageError{"name one folder"}
	}
	err = wholeFolder(rest[0], func(create func(string) (io.WriteCloser, error)) error {
		return site.Static(web.Dist(), create)
	})
	if err == nil {
		fmt.Fprintf(e.out, "%s is to be served as it is, at the root of an address, over HTTPS\n", rest[0])
	}
	return err
}
