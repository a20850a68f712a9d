import Posix

ThisProcess.closeToOthers()
ThisProcess.exit(Control.run(CommandLine.arguments.dropFirst()))
