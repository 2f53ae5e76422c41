package auth

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"runtime"
	"strings"

	"golang.org/x/crypto/argon2"
)

// cost is what OWASP's Password Storage Cheat Sheet names for argon2id: 19 MiB,
// two passes, one lane.
type cost struct {
	memory uint32 // in KiB
	passes uint32
	lanes  uint8
}

var today = cost{19 << 10, 2, 1}

const (
	saltLength = 16
	keyLength  = 32
)

// hasher hashes at most a few passwords at a time, as each takes 19 MiB: a flood
// of guesses waits in line instead of filling the memory.
type hasher struct {
	slots chan struct{}
	cost  cost
	dummy string // of no password: compared with when there is no such user
}

func newHasher() *hasher {
	h := &hasher{slots: make(chan struct{}, max(1, runtime.GOMAXPROCS(0))), cost: today}
	h.dummy = h.encode(make([]byte, saltLength), make([]byte, keyLength))
	return h
}

func (h *hasher) enter(ctx context.Context) (leave func(), err error) {
	select {
	case h.slots <- struct{}{}:
		return func() { <-h.slots }, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// hash returns a password in the PHC string format.
func (h *hasher) hash(ctx context.Context, password string) (string, error) {
	leave, err := h.enter(ctx)
	if err != nil {
		return "", err
	}
	defer leave()
	salt := make([]byte, saltLength)
	rand.Read(salt)
	return h.encode(salt, argon2.IDKey([]byte(password), salt, h.cost.passes, h.cost.memory, h.cost.lanes, keyLength)), nil
}

func (h *hasher) encode(salt, key []byte) string {
	b64 := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, h.cost.memory, h.cost.passes, h.cost.lanes,
		b64.EncodeToString(salt), b64.EncodeToString(key))
}

// check compares a password with a hash. With "" for a hash it takes as long, and
// is false: who is not there is not told from who has another password. old is
// true when the hash was made at another cost than today's.
func (h *hasher) check(ctx context.Context, hash, password string) (ok, old bool, err error) {
	known := hash != ""
	if !known {
		hash = h.dummy
	}
	c, salt, key, err := parseHash(hash)
	if err != nil {
		return false, false, err
	}
	leave, err := h.enter(ctx)
	if err != nil {
		return false, false, err
	}
	defer leave()
	got := argon2.IDKey([]byte(password), salt, c.passes, c.memory, c.lanes, uint32(len(key)))
	return subtle.ConstantTimeCompare(got, key) == 1 && known, c != h.cost, nil
}

func parseHash(s string) (c cost, salt, key []byte, err error) {
	bad := func() (cost, []byte, []byte, error) {
		return c, nil, nil, fmt.Errorf("a stored password is not in the form $argon2id$v=%d$m=…,t=…,p=…$salt$key", argon2.Version)
	}
	parts := strings.Split(s, "$")
	if len(parts) != 6 || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return bad()
	}
	if n, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &c.memory, &c.passes, &c.lanes); n != 3 || err != nil || c.passes == 0 || c.lanes == 0 {
		return bad()
	}
	if salt, err = base64.RawStdEncoding.DecodeString(parts[4]); err != nil {
		return bad()
	}
	if key, err = base64.RawStdEncoding.DecodeString(parts[5]); err != nil || len(key) == 0 {
		return bad()
	}
	return c, salt, key, nil
}
