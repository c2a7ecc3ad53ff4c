/// What the elements of a rolling window are folded into; a single element is one as well. Joining must be associative, and an
/// unknown part must make the whole unknown.
protocol WindowFold: Sendable {
    /// The fold of no element.
    static var nothing: Self { get }
    /// The fold of elements that are not known.
    static var unknown: Self { get }
    /// - Parameter older: the part that comes first in time.
    static func joined(_ older: Self, _ newer: Self) -> Self
}
