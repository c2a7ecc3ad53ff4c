extension Grid {
    /// The cells that differ from a grid of the same size, from the upper left to the lower right; all of them where the sizes differ.
    /// The right half of a wide character counts as changed with its left half only.
    public func changes(from older: Grid?, _ visit: (_ x: Int, _ y: Int, _ cell: Cell) -> Void) {
        let known = older?.size == size ? older : nil
        for y in 0..<height {
            for x in 0..<width {
                let cell = self[x, y]
                if cell.width == 0 { continue }
                let isKnown = known.map { $0[x, y] == cell && (cell.width == 1 || $0[x + 1, y].width == 0) } ?? false
                if !isKnown { visit(x, y, cell) }
            }
        }
    }
}
