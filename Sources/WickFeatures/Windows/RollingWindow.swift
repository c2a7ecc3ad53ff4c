/// The fold of the newest `length` elements, without ever subtracting one: a block of folds from each place to the block's end is
/// made whenever a block is full, and joined with the fold of what came since (van Herk, "A fast algorithm for local minimum
/// and maximum filters", 1992).
///
/// So a rolling sum is as exact as a fresh one, whatever passed through the window before, and an unknown element makes exactly the
/// `length` folds unknown that it is part of. Two joins an element on average; every `length`-th element costs `length` of
/// them. Unknown until `length` elements are known.
struct RollingWindow<Fold: WindowFold>: Sendable {
    let length: Int
    /// Before `next` the elements of the running block; from there on, folds of the block before it from each place to its end.
    private var slots: [Fold]
    private var running = Fold.nothing
    private var next = 0

    init(length: Int) {
        precondition(length > 0, "a window holds something")
        self.length = length
        slots = Array(repeating: .unknown, count: length)
    }

    /// Takes an element and returns the fold of the window that ends with it.
    @inline(__always)
    mutating func push(_ element: Fold) -> Fold {
        running = Fold.joined(running, element)
        slots[next] = element
        next += 1
        if next == length { return finishBlock() }
        return Fold.joined(slots[next], running)
    }

    private mutating func finishBlock() -> Fold {
        slots.withUnsafeMutableBufferPointer { slots in
            var index = slots.count - 1
            while index > 0 {
                slots[index - 1] = Fold.joined(slots[index - 1], slots[index])
                index -= 1
            }
        }
        let whole = running
        running = .nothing
        next = 0
        return whole
    }
}
