/// A sum of numbers.
struct SumFold: WindowFold {
    var sum: Double

    @inline(__always)
    init(_ sum: Double) { self.sum = sum }

    static var nothing: SumFold { SumFold(0) }
    static var unknown: SumFold { SumFold(.nan) }

    @inline(__always)
    static func joined(_ older: SumFold, _ newer: SumFold) -> SumFold { SumFold(older.sum + newer.sum) }
}

/// Several sums over one window, side by side.
struct VectorSumFold<Vector: SIMD>: WindowFold where Vector: Sendable, Vector.Scalar == Double {
    var sums: Vector

    @inline(__always)
    init(_ sums: Vector) { self.sums = sums }

    static var nothing: Self { Self(Vector(repeating: 0)) }
    static var unknown: Self { Self(Vector(repeating: .nan)) }

    @inline(__always)
    static func joined(_ older: Self, _ newer: Self) -> Self { Self(older.sums + newer.sums) }
}
