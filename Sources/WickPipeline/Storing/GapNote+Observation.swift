import WickDomain
import WickFrames
import WickStore

extension GapNote {
    /// The interval as the store keeps it.
    func observation(knownTime: Timestamp) -> ObservationGap {
        let scope = venue.map { venue in symbol.map { "\(venue) \($0)" } ?? "\(venue)" } ?? "all venues"
        return ObservationGap(scope: scope, start: from, end: to, reason: reason, knownTime: knownTime)
    }
}
