/// A colour in sRGB.
public struct RGB: Hashable, Sendable, CustomStringConvertible {
    public let red: UInt8
    public let green: UInt8
    public let blue: UInt8

    public init(_ red: UInt8, _ green: UInt8, _ blue: UInt8) {
        self.red = red
        self.green = green
        self.blue = blue
    }

    /// From 0xRRGGBB.
    public init(_ value: UInt32) {
        self.init(
            UInt8(truncatingIfNeeded: value >> 16), UInt8(truncatingIfNeeded: value >> 8),
            UInt8(truncatingIfNeeded: value))
    }

    /// Reads "#rrggbb"; nil for anything else.
    public init?(hex text: some StringProtocol) {
        guard text.utf8.count == 7, text.hasPrefix("#"), !text.dropFirst().contains(where: { !$0.isHexDigit }),
            let value = UInt32(text.dropFirst(), radix: 16)
        else { return nil }
        self.init(value)
    }

    public var value: UInt32 { UInt32(red) << 16 | UInt32(green) << 8 | UInt32(blue) }

    public var description: String {
        let digits = String(value, radix: 16)
        return "#" + String(repeating: "0", count: 6 - digits.count) + digits
    }

    /// Relative luminance by WCAG 2: 0 is black, 1 is white.
    public var luminance: Double {
        0.2126 * Self.linear(red) + 0.7152 * Self.linear(green) + 0.0722 * Self.linear(blue)
    }

    /// The part of light behind an sRGB value (IEC 61966-2-1).
    public static func linear(_ value: UInt8) -> Double {
        let part = Double(value) / 255
        return part <= 0.04045 ? part / 12.92 : power((part + 0.055) / 1.055, 2.4)
    }

    /// The angle on the colour wheel in degrees; red is 0. Nil for greys, and for what is nearly one.
    var hue: Double? {
        let (r, g, b) = (Double(red), Double(green), Double(blue))
        let (high, low) = (max(r, g, b), min(r, g, b))
        guard high - low >= 40 else { return nil }
        let range = high - low
        if high == r { return 60 * ((g - b) / range) }
        return high == g ? 120 + 60 * (b - r) / range : 240 + 60 * (r - g) / range
    }

    /// Contrast by WCAG 2: 1 to 21.
    public func contrast(to other: RGB) -> Double {
        let (light, dark) = (max(luminance, other.luminance), min(luminance, other.luminance))
        return (light + 0.05) / (dark + 0.05)
    }

    /// A distance that goes by the eye a little: squares of the differences, weighted by the mean of red ("redmean").
    func distance(to other: RGB) -> Int {
        let mean = (Int(red) + Int(other.red)) / 2
        let (r, g, b) = (
            Int(red) - Int(other.red), Int(green) - Int(other.green), Int(blue) - Int(other.blue)
        )
        return (512 + mean) * r * r / 256 + 4 * g * g + (767 - mean) * b * b / 256
    }
}
