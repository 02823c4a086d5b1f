// swift-tools-version: 6.2
import PackageDescription

/// The compiler settings of every Swift target: strict, and the same everywhere.
let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .strictMemorySafety(),
]

/// A library module of this package.
func module(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// The tests of one module.
func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

let package = Package(
  name: "plimsoll",
  products: [
    .executable(name: "plimsoll", targets: ["plimsoll"]),
    .library(name: "Plimsoll", targets: ["FixedPoint", "Ledger", "Engine", "Store"]),
  ],
  targets: [
    // The libraries of the system: SQLite, SHA-256, decompression, strangers' JSON.
    .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
    .target(name: "CSimdJSON", linkerSettings: [.linkedLibrary("simdjson")]),
    // The files compiled into the binary: migrations/*.sql and maps/*.json.
    .target(name: "CEmbedded"),

    // Pure: no Foundation, no input or output, no clock, no randomness, no floating point.
    module("FixedPoint"),
    module("Hashing", ["CCrypto"]),
    module("Ledger", ["FixedPoint", "Hashing"]),
    module("Engine", ["FixedPoint", "Hashing", "Ledger"]),

    module("Margin", ["Engine", "FixedPoint", "Hashing", "Ledger"]),

    module("Audit", ["Engine", "FixedPoint", "Ledger", "Margin"]),

    // Input, output, and the one database file.
    module("SQLite", ["CSQLite"]),
    module("Formats", ["Console", "CZlib", "CZstd", "CSimdJSON"]),
    module("Store", ["CEmbedded", "Engine", "FixedPoint", "Hashing", "Ledger", "SQLite"]),
    module("Import", ["Console", "FixedPoint", "Formats", "Ledger", "Store"]),

    // Holds the engine's arithmetic against vectors taken from the tests of real venues.
    module("Conformance", ["Engine", "FixedPoint", "Formats"]),

    // Runs venues by rulebooks: scenarios, populations, price paths, faults.
    module(
      "Simulation",
      ["CEmbedded", "Console", "Engine", "FixedPoint", "Formats", "Hashing", "Ledger", "Margin"]),

    // What people see.
    module("Charts"),
    module("Console"),
    module(
      "Report",
      [
        "Audit", "Charts", "Console", "Engine", "FixedPoint", "Hashing", "Ledger", "Margin",
        "Store",
      ]),
    module(
      "CLI",
      [
        "Audit", "Charts", "Conformance", "Console", "Engine", "FixedPoint", "Formats", "Hashing",
        "Import",
        "Ledger",
        "Margin", "Report", "Simulation", "SQLite", "Store",
      ]),
    .executableTarget(name: "plimsoll", dependencies: ["CLI"], swiftSettings: strict),

    // Measures the margin sweep; 'make bench' runs it.
    .executableTarget(
      name: "sweepbench", dependencies: ["FixedPoint", "Margin"], path: "bench/sweep",
      swiftSettings: strict),

    // Random logs and slow models that several test targets share.
    .target(
      name: "LedgerSupport", dependencies: ["FixedPoint", "Ledger"], path: "Tests/LedgerSupport",
      swiftSettings: strict),
    tests("FixedPointTests", ["FixedPoint"]),
    tests("LedgerTests", ["FixedPoint", "Hashing", "Ledger", "LedgerSupport"]),
    tests("EngineTests", ["Engine", "FixedPoint", "Ledger", "LedgerSupport"]),
    .target(
      name: "MarginSupport",
      dependencies: ["Engine", "FixedPoint", "Ledger", "LedgerSupport", "Margin"],
      path: "Tests/MarginSupport", swiftSettings: strict),
    tests(
      "MarginTests", ["Engine", "FixedPoint", "Ledger", "LedgerSupport", "Margin", "MarginSupport"]),
    tests(
      "AuditTests",
      ["Audit", "Engine", "FixedPoint", "Ledger", "LedgerSupport", "Margin", "MarginSupport"]),
    tests(
      "SimulationTests",
      [
        "Audit", "Engine", "FixedPoint", "Formats", "Hashing", "Import", "Ledger", "LedgerSupport",
        "Margin", "MarginSupport", "Simulation", "Store",
      ]),
    tests("SQLiteTests", ["SQLite"]),
    tests("FormatsTests", ["Formats"]),
    tests(
      "StoreTests",
      ["Engine", "FixedPoint", "Hashing", "Ledger", "LedgerSupport", "SQLite", "Store"]),
    tests(
      "ImportTests",
      ["Audit", "Engine", "FixedPoint", "Formats", "Import", "Ledger", "Margin", "Store"]),
    tests("ConformanceTests", ["Conformance", "Engine", "FixedPoint", "Formats"]),
    tests("ChartsTests", ["Charts"]),
    tests("ConsoleTests", ["Console"]),
    tests(
      "CLITests",
      [
        "Audit", "plimsoll", "CLI", "Console", "Hashing", "Ledger", "LedgerSupport", "Margin",
        "Report",
        "SQLite",
        "Store",
      ]),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .c2x,
  cxxLanguageStandard: .cxx17
)
