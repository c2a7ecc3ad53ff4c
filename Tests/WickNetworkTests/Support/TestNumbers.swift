// Both have state: the thread sanitizer faults on the address of a value without size that is passed inout.

/// Always the largest number, so that jitter is at its bound.
struct LargestNumbers: RandomNumberGenerator {
    private var count = 0

    mutating func next() -> UInt64 {
        count += 1
        return .max
    }
}

/// The same numbers for the same seed (splitmix64).
struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }
}
