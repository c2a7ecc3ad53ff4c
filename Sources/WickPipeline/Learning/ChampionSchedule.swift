public import WickDomain

/// Which champions a replay takes up, and when: the same after it has gone back, so that no model foretells what it was trained on.
public struct ChampionSchedule: Sendable {
    /// Ascending by known time.
    private var changes: [ChampionChange] = []
    private var takenCount = 0

    public init() {}

    public var isEmpty: Bool { changes.isEmpty }

    /// - Parameter change: replaces what was to change later for the same target.
    public mutating func add(_ change: ChampionChange) {
        changes.removeAll { $0.knownTime >= change.knownTime && $0.champion.target == change.champion.target }
        takenCount = min(takenCount, changes.count)
        let place = changes.firstIndex { $0.knownTime > change.knownTime } ?? changes.count
        changes.insert(change, at: place)
    }

    /// Those that are known before a moment and have not been taken since the last start.
    public mutating func take(before moment: Timestamp) -> [ChampionChange] {
        let due = changes[takenCount...].prefix { $0.knownTime < moment }
        takenCount += due.count
        return Array(due)
    }

    /// Lets everything be taken once more, when its time comes.
    public mutating func rewind() { takenCount = 0 }
}
