package auth

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"gloss/cmd/gloss/internal/sqlstore"
)

// Current reports of identities that were found before whether they still hold: the
// session or the token is good, the account open, and may do the same. It asks the
// database a few times, however many they are.
func (a *Accounts) Current(ctx context.Context, all []Identity) ([]bool, error) {
	is := make([]bool, len(all))
	const most = 500 // parameters of one query
	at := 0
	for some := range slices.Chunk(all, most) {
		if err := a.current(ctx, some, is[at:at+len(some)]); err != nil {
			return nil, err
		}
		at += len(some)
	}
	return is, nil
}

func (a *Accounts) current(ctx context.Context, all []Identity, is []bool) error {
	var users, sessions, tokens []any
	for _, i := range all {
		users = append(users, i.ID)
		if i.Token != "" {
			tokens = append(tokens, i.Token)
		} else {
			sessions = append(sessions, i.Session)
		}
	}
	now := stamp(a.now())
	good := map[string]bool{}
	for table, ids := range map[string][]any{"sessions": sessions, "tokens": tokens} {
		found, err := rowsIn(ctx, a, `SELECT id FROM `+table+` WHERE expires >= `+fmt.Sprint(now)+` AND id`, ids,
			func(scan func(...any) error) (id string, err error) { return id, scan(&id) })
		if err != nil {
			return err
		}
		for _, id := range found {
			good[table+id] = true
		}
	}
	open, err := rowsIn(ctx, a, `SELECT `+userColumns+` FROM users u WHERE u.id`, users,
		func(scan func(...any) error) (User, error) { return scanUser(scan) })
	if err != nil {
		return err
	}
	accounts := map[string]User{}
	for _, u := range open {
		accounts[u.ID] = u
	}
	type membership struct{ user, project, role string }
	members, err := rowsIn(ctx, a, `SELECT user_id, project, role FROM members WHERE user_id`, users,
		func(scan func(...any) error) (m membership, err error) { return m, scan(&m.user, &m.project, &m.role) })
	if err != nil {
		return err
	}
	roles := map[string]map[string]Role{}
	for _, m := range members {
		if roles[m.user] == nil {
			roles[m.user] = map[string]Role{}
		}
		roles[m.user][m.project] = Role(m.role)
	}
	for n, i := range all {
		u, ok := accounts[i.ID]
		key := "sessions" + i.Session
		if i.Token != "" {
			key = "tokens" + i.Token
		}
		is[n] = ok && !u.Disabled && u.Admin == i.Admin && good[key] && maps.Equal(roles[i.ID], i.Roles)
	}
	return nil
}

// rowsIn reads what a query that ends with a column finds for its values.
func rowsIn[T any](ctx context.Context, a *Accounts, query string, values []any, read func(scan func(...any) error) (T, error)) ([]T, error) {
	if len(values) == 0 {
		return nil, nil
	}
	marks := make([]string, len(values))
	for i := range marks {
		marks[i] = fmt.Sprintf("$%d", i+1)
	}
	rows, err := a.db.QueryContext(ctx, query+` IN (`+strings.Join(marks, ", ")+`)`, values...)
	return sqlstore.Collect(rows, err, read)
}
