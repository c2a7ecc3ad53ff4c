/// Exponential and logarithm from + - * / alone, whose results IEEE 754 fixes to the last bit: a C library's `exp` may
/// differ between its versions, and one differing bit would grow into another market. Accurate to a few 1e-16.
enum PortableMath {
    // ln 2 in two parts (the first has zeros below its 33 highest bits), so that subtracting a multiple stays exact.
    private static let logTwoHigh = 0x1.62e42feep-1
    private static let logTwoLow = 0x1.a39ef35793c76p-33

    /// For positive finite numbers.
    static func log(_ value: Double) -> Double {
        precondition(value > 0 && value.isFinite, "the logarithm of a number that is not positive and finite")
        var exponent = Double(value.exponent)
        var fraction = value.significand
        if fraction > 1.4142135623730951 {
            fraction /= 2
            exponent += 1
        }
        // log m = 2 artanh s with s = (m - 1) / (m + 1), where |s| <= 0.172: 11 terms leave less than 1e-17.
        let ratio = (fraction - 1) / (fraction + 1)
        let square = ratio * ratio
        var sum = 0.0
        var term = 21.0
        while term > 0 {
            sum = sum * square + 1 / term
            term -= 2
        }
        return exponent * logTwoHigh + (exponent * logTwoLow + 2 * ratio * sum)
    }

    /// Zero below e^-700; traps above e^700.
    static func exp(_ value: Double) -> Double {
        guard value > -700 else { return 0 }
        precondition(value < 700, "an exponential out of range")
        let count = (value / (logTwoHigh + logTwoLow)).rounded()
        let rest = (value - count * logTwoHigh) - count * logTwoLow
        // Taylor's series for |rest| <= 0.347: 14 terms leave less than 1e-17.
        var sum = 1.0
        var term = 14.0
        while term > 0 {
            sum = 1 + sum * rest / term
            term -= 1
        }
        return sum * Double(sign: .plus, exponent: Int(count), significand: 1)
    }
}
