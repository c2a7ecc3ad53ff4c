extension Int {
    /// The number without its fraction, or the nearest that there is: nothing that is not a number, or not a number of this size, ends the program
    /// because it is to be drawn or written. NaN is 0.
    public init(saturating value: Double) {
        // 2^63 itself is the first that does not fit.
        if value.isNaN {
            self = 0
        } else if value >= 0x1p63 {
            self = .max
        } else {
            self = value <= -0x1p63 ? .min : Int(value)
        }
    }
}
