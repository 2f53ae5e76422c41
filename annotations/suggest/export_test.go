package suggest

// KeepTokens has the tokens of so many passages kept.
func (m *Model) KeepTokens(n int) { m.most = n }
