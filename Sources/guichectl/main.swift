import Posix

ThisProcess.exit(Control.run(CommandLine.arguments.dropFirst()))
