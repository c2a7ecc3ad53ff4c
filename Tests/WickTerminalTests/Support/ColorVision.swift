import Foundation
import WickTerminal

/// Colours as eyes with two kinds of cones see them, by Viénot, Brettel and Mollon (1999) for deuteranopia and by
/// Brettel, Viénot and Mollon (1997), reduced to one plane, for tritanopia; matrices act on linear sRGB.
enum ColorVision {
    case full
    case deuteranopia
    case tritanopia

    private var matrix: [[Double]] {
        switch self {
        case .full: [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
        case .deuteranopia:
            [[0.29275, 0.70725, 0], [0.29275, 0.70725, 0], [-0.02234, 0.02234, 1]]
        case .tritanopia: [[1.01277, 0.13548, -0.14826], [-0.01243, 0.86812, 0.14431], [0.07589, 0.80500, 0.11911]]
        }
    }

    func lab(_ color: RGB) -> Lab {
        let linear = [RGB.linear(color.red), RGB.linear(color.green), RGB.linear(color.blue)]
        let seen = matrix.map { row in min(max(zip(row, linear).reduce(0) { $0 + $1.0 * $1.1 }, 0), 1) }
        return Lab(linear: seen)
    }

    /// CIEDE2000 between two colours as they are seen.
    func difference(_ first: RGB, _ second: RGB) -> Double { lab(first).difference(to: lab(second)) }
}

/// CIE L*a*b* under D65.
struct Lab {
    let l: Double
    let a: Double
    let b: Double

    init(l: Double, a: Double, b: Double) { (self.l, self.a, self.b) = (l, a, b) }

    /// From linear sRGB.
    init(linear: [Double]) {
        let x = (0.4124564 * linear[0] + 0.3575761 * linear[1] + 0.1804375 * linear[2]) / 0.95047
        let y = 0.2126729 * linear[0] + 0.7151522 * linear[1] + 0.0721750 * linear[2]
        let z = (0.0193339 * linear[0] + 0.1191920 * linear[1] + 0.9503041 * linear[2]) / 1.08883
        func f(_ t: Double) -> Double { t > 216.0 / 24_389 ? cbrt(t) : (24_389.0 / 27 * t + 16) / 116 }
        self.init(l: 116 * f(y) - 16, a: 500 * (f(x) - f(y)), b: 200 * (f(y) - f(z)))
    }

    /// CIEDE2000 (Sharma, Wu and Dalal, 2005).
    func difference(to other: Lab) -> Double {
        let chroma = (hypot(a, b) + hypot(other.a, other.b)) / 2
        let g = 0.5 * (1 - sqrt(pow(chroma, 7) / (pow(chroma, 7) + pow(25, 7))))
        let (a1, a2) = (a * (1 + g), other.a * (1 + g))
        let (c1, c2) = (hypot(a1, b), hypot(a2, other.b))
        let (h1, h2) = (Self.hue(a1, b), Self.hue(a2, other.b))
        let deltaH = Self.hueDifference(h1, h2, c1 * c2)
        let meanH = Self.meanHue(h1, h2, c1 * c2)
        let (meanL, meanC) = ((l + other.l) / 2, (c1 + c2) / 2)
        let t =
            1 - 0.17 * Self.cosine(meanH - 30) + 0.24 * Self.cosine(2 * meanH) + 0.32 * Self.cosine(3 * meanH + 6)
            - 0.2 * Self.cosine(4 * meanH - 63)
        let square = (meanL - 50) * (meanL - 50)
        let lightness = (other.l - l) / (1 + 0.015 * square / sqrt(20 + square))
        let chromatic = (c2 - c1) / (1 + 0.045 * meanC)
        let hue = 2 * sqrt(c1 * c2) * sin(deltaH / 2 * .pi / 180) / (1 + 0.015 * meanC * t)
        let turn = 60 * exp(-pow((meanH - 275) / 25, 2)) * .pi / 180
        let rotation = -2 * sqrt(pow(meanC, 7) / (pow(meanC, 7) + pow(25, 7))) * sin(turn)
        return sqrt(lightness * lightness + chromatic * chromatic + hue * hue + rotation * chromatic * hue)
    }

    private static func hue(_ a: Double, _ b: Double) -> Double {
        let degrees = atan2(b, a) * 180 / .pi
        return degrees < 0 ? degrees + 360 : degrees
    }

    private static func hueDifference(_ first: Double, _ second: Double, _ product: Double) -> Double {
        guard product > 0 else { return 0 }
        let difference = second - first
        return difference > 180 ? difference - 360 : difference < -180 ? difference + 360 : difference
    }

    private static func meanHue(_ first: Double, _ second: Double, _ product: Double) -> Double {
        guard product > 0 else { return first + second }
        if abs(first - second) <= 180 { return (first + second) / 2 }
        return first + second < 360 ? (first + second + 360) / 2 : (first + second - 360) / 2
    }

    private static func cosine(_ degrees: Double) -> Double { cos(degrees * .pi / 180) }
}
