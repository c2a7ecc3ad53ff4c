import Synchronization
import WickDomain
import WickServer

/// Measures from a close's becoming known to its prediction lying in the store, which two threads tell of in either order.
final class StoredLatency: Sendable {
    private struct State {
        /// Of predictions that are not stored yet: when what they follow from was known.
        var known: [String: Timestamp] = [:]
        /// Of predictions that were stored before anybody said when that was.
        var stored: [String: Timestamp] = [:]
    }

    /// Predictions of a day of ten instruments; beyond that nothing is measured until the store works again.
    private static let maximumWaiting = 20_000

    private let metrics: ServiceMetrics
    private let state = Mutex(State())

    init(_ metrics: ServiceMetrics) { self.metrics = metrics }

    /// - Parameter received: the frame that led to them. A market faster than the clock, in trials, knows its closes ahead of time: then it counts.
    func expect(_ predictions: [Prediction], received: Timestamp) {
        for prediction in predictions {
            let known = min(prediction.knownTime - .microseconds(prediction.latencyMicroseconds), received)
            let stored = state.withLock { state -> Timestamp? in
                if let stored = state.stored.removeValue(forKey: prediction.id) { return stored }
                if state.known.count < Self.maximumWaiting { state.known[prediction.id] = known }
                return nil
            }
            if let stored { metrics.observeCloseToPrediction(stored - known) }
        }
    }

    func store(_ predictions: [Prediction], at now: Timestamp) {
        for prediction in predictions {
            let known = state.withLock { state -> Timestamp? in
                if let known = state.known.removeValue(forKey: prediction.id) { return known }
                if state.stored.count >= Self.maximumWaiting { state.stored = [:] }
                state.stored[prediction.id] = now
                return nil
            }
            if let known { metrics.observeCloseToPrediction(now - known) }
        }
    }
}
