//go:build js

package idb

import "context"

// keptRecord is a thing of this device, among what is known of the database.
type keptRecord struct {
	ID    string   `json:"id"`
	Bytes *stretch `json:"bytes,omitempty"`
}

// Top implements store.Local.
func (s *Store) Top(ctx context.Context) (place int64, err error) {
	_, err = s.c.run(ctx, "readonly", [][]op{{{Op: "last", Store: "items"}}}, &place)
	return place, err
}

// Keep implements store.Local.
func (s *Store) Keep(ctx context.Context, things map[string][]byte) error {
	var puts []op
	for name, b := range things {
		puts = append(puts, op{Op: "put", Store: "meta", Value: keptRecord{ID: "kept " + name}, Field: "bytes", Data: b})
	}
	if len(puts) == 0 {
		return nil
	}
	_, err := s.c.run(ctx, "readwrite", [][]op{puts})
	return err
}

// Kept implements store.Local.
func (s *Store) Kept(ctx context.Context, name string) ([]byte, error) {
	var r *keptRecord
	bytes, err := s.c.run(ctx, "readonly", [][]op{{{Op: "get", Store: "meta", Key: "kept " + name}}}, &r)
	if err != nil || r == nil || r.Bytes == nil {
		return nil, err
	}
	return r.Bytes.of(bytes), nil
}
