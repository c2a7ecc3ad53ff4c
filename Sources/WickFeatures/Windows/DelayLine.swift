/// The newest `length` values, each of which can be asked for; unknown where there were fewer.
struct DelayLine: Sendable {
    private let mask: Int
    private var slots: [Double]
    private var next = 0

    /// - Parameter length: how far back `subscript` reaches.
    init(length: Int) {
        precondition(length > 0, "a delay that is one")
        // A power of two, so that places wrap without a division.
        var size = 1
        while size <= length { size *= 2 }
        mask = size - 1
        slots = Array(repeating: .nan, count: size)
    }

    @inline(__always)
    mutating func push(_ value: Double) {
        next = (next + 1) & mask
        slots[next] = value
    }

    /// The value pushed so many values before the newest; 0 is the newest.
    @inline(__always)
    subscript(age: Int) -> Double { slots[(next - age) & mask] }
}
