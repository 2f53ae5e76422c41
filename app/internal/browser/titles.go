//go:build js

package browser

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"syscall/js"
)

// AddTitles gives titles to be ranked, some of many.
func AddTitles(titles []string) {
	if b, err := json.Marshal(titles); err == nil {
		window.Get("glossTitles").Call("add", string(b))
	}
}

// RankTitles tells of each title that was added where it stands among them in the
// language of the page.
func RankTitles(ctx context.Context) ([]int32, error) {
	v, err := Await(ctx, window.Get("glossTitles").Call("ranks", Language()))
	if err != nil {
		return nil, err
	}
	b := make([]byte, v.Get("length").Int())
	js.CopyBytesToGo(b, v)
	ranks := make([]int32, len(b)/4)
	for i := range ranks {
		ranks[i] = int32(binary.LittleEndian.Uint32(b[4*i:]))
	}
	return ranks, nil
}
