package store_test

import (
	"testing"

	"gloss/annotations/store"
	"gloss/annotations/store/storetest"
)

func TestMem(t *testing.T) {
	storetest.RunLocal(t, func(*testing.T) store.Local { return store.NewMem() })
}
