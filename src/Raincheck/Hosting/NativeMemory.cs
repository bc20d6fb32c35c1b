using System.Runtime.InteropServices;

namespace Raincheck.Hosting;

/// <summary>
/// Keeps memory outside of .NET's heap, which is SQLite's for the most part, from spreading. glibc gives each thread that allocates
/// an arena of its own, up to eight for each core, and what was freed in one is of no use to the others and is hardly ever given back.
/// </summary>
internal static class NativeMemory
{
    /// <summary>The variable by which an operator chooses the number of arenas.</summary>
    private const string Variable = "MALLOC_ARENA_MAX";

    /// <summary>glibc's name of the option; see mallopt(3).</summary>
    private const int ArenaMaxOption = -8;

    private const int Arenas = 2;

    /// <summary>Call it before the program starts threads. No effect with other C libraries, which have one heap.</summary>
    public static void Bound()
    {
        if (!OperatingSystem.IsLinux() || Environment.GetEnvironmentVariable(Variable) is { Length: > 0 })
            return;
        if (NativeLibrary.TryLoad("libc.so.6", out var library) && NativeLibrary.TryGetExport(library, "mallopt", out _))
            _ = SetOption(ArenaMaxOption, Arenas);
    }

    [DllImport("libc.so.6", EntryPoint = "mallopt")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetOption(int option, int value);
}
