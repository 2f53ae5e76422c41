package postgres

import (
	"context"
	"math/rand/v2"
	"strconv"
	"time"

	"github.com/jackc/pgx/v5"
)

// listen tells what other processes announce, over a connection of its own. When
// that breaks it is made again, and something may have been announced meanwhile.
func listen(ctx context.Context, config *pgx.ConnConfig, heard func(place int64)) {
	for pause := time.Second; ctx.Err() == nil; pause = min(2*pause, 30*time.Second) {
		if listenOnce(ctx, config, heard) {
			pause = time.Second
		}
		select {
		case <-ctx.Done():
		case <-time.After(pause + rand.N(pause)): // not all processes at once
		}
	}
}

// listenOnce listens until the connection breaks, and tells whether there was one.
func listenOnce(ctx context.Context, config *pgx.ConnConfig, heard func(place int64)) bool {
	conn, err := pgx.ConnectConfig(ctx, config.Copy())
	if err != nil {
		return false
	}
	defer conn.Close(context.WithoutCancel(ctx))
	if _, err := conn.Exec(ctx, `LISTEN `+channel); err != nil {
		return false
	}
	heard(0)
	for {
		n, err := conn.WaitForNotification(ctx)
		if err != nil {
			return true
		}
		place, _ := strconv.ParseInt(n.Payload, 10, 64) // 0 when somebody else wrote it
		heard(place)
	}
}
