import Foundation

/// What References/references.py computed with numpy, scipy, scikit-learn and statsmodels.
struct References: Decodable {
    struct Forecasts: Decodable {
        struct Test: Decodable {
            let statistic: Double
            let p: Double
        }
        let predictions: [Double]
        let returns: [Double]
        let steps: Int
        let mae: Double
        let rmse: Double
        let skill: Double
        let dieboldMariano: [String: Test]
    }
    struct Wilson: Decodable {
        let k: Int
        let n: Int
        let bounds: [Double]
    }
    struct Distributions: Decodable {
        let student: [[Double]]
        let studentQuantile: [[Double]]
        let chiSquared: [[Double]]
        let beta: [[Double]]
        let normalQuantile: [[Double]]
    }
    struct Sharpe: Decodable {
        struct Deflated: Decodable {
            let trials: Int
            let deviation: Double
            let value: Double
        }
        let returns: [Double]
        let perPeriod: Double
        let skewness: Double
        let kurtosis: Double
        let deflated: [Deflated]
        let deflatedByNull: Double
    }
    struct Ridge: Decodable {
        let features: [[Double?]]
        let labels: [Float]
        let fitted: Int
        let penalty: Double
        let predictions: [Double]
    }
    struct Stability: Decodable {
        let reference: [Int]
        let sample: [Int]
        let index: Double
    }

    let forecasts: Forecasts
    let wilson: [Wilson]
    let distributions: Distributions
    let sharpe: Sharpe
    let ridge: Ridge
    let stability: Stability

    static func load() throws -> References {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let file = folder.appending(path: "References/references.json")
        return try JSONDecoder().decode(References.self, from: Data(contentsOf: file))
    }
}

/// Whether two numbers agree to so many parts of the larger.
func agree(_ left: Double?, _ right: Double?, within tolerance: Double = 1e-9) -> Bool {
    guard let left, let right else { return false }
    return left == right || (left - right).magnitude <= tolerance * max(left.magnitude, right.magnitude)
}
