import WickDomain

/// What a step of the simulated venue leaves behind: what is to be sent, and what was done on purpose.
struct VenueEffects: Sendable {
    var outputs: [VenueOutput] = []
    var log = FaultLog()

    mutating func send(_ action: ServerAction, to connection: Int, at time: Timestamp) {
        outputs.append(VenueOutput(connection: connection, time: time, action: action))
    }
}
