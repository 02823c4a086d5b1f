import Glibc

/// Asks the system about terminals and the environment.
package enum Terminal {
  /// The value of an environment variable.
  package static func variable(_ name: String) -> String? {
    unsafe getenv(name).map { unsafe String(cString: $0) }
  }

  /// The columns of text to write: `$COLUMNS`, or what the terminal says, or 80.
  ///
  /// - Parameters:
  ///   - descriptor: The file descriptor written to.
  ///   - environment: Looks up an environment variable; the real ones unless given.
  /// - Returns: A positive number.
  package static func width(
    _ descriptor: Int32, environment: (String) -> String? = variable
  ) -> Int {
    if let columns = environment("COLUMNS").flatMap({ Int($0) }), columns > 0 { return columns }
    var size = winsize()
    if unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 {
      return Int(size.ws_col)
    }
    return 80
  }
}
