import WickDomain

/// Which of a symbol's two streams is read where both come: single trades and aggregates tell the same executions under
/// different ids, and both together would count everything twice. The first that came stays.
struct TradeStreams {
    /// Beyond so many a set is faster than looking at each.
    private static let scanned = 16

    private struct Symbols {
        private var few: [Symbol] = []
        private var many: Set<Symbol> = []

        @inline(__always)
        func contains(_ symbol: Symbol) -> Bool {
            for known in few where known == symbol { return true }
            return !many.isEmpty && many.contains(symbol)
        }

        mutating func insert(_ symbol: Symbol) {
            if few.count < TradeStreams.scanned { few.append(symbol) } else { many.insert(symbol) }
        }
    }

    private var single = Symbols()
    private var aggregate = Symbols()

    @inline(__always)
    mutating func reads(_ symbol: Symbol, isAggregate: Bool) -> Bool {
        if isAggregate ? aggregate.contains(symbol) : single.contains(symbol) { return true }
        if isAggregate ? single.contains(symbol) : aggregate.contains(symbol) { return false }
        if isAggregate { aggregate.insert(symbol) } else { single.insert(symbol) }
        return true
    }
}
