using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Raincheck.Storage;

/// <summary>The identity of a file, independent of its name: a replacement at the same path has another identity.</summary>
/// <param name="Device">The device that it is on.</param>
/// <param name="Node">Its number there.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct FileIdentity(long Device, long Node)
{
    private const int WorkingFolder = -100;
    private const uint NodeWanted = 0x100;

    // The form of the answer is that of Linux, on every machine.
    private const int Bytes = 256;
    private const int NodeAt = 32;
    private const int DeviceAt = 136;

    /// <summary>Whether this system can tell files apart.</summary>
    public static bool IsKnownHere { get; } = OperatingSystem.IsLinux() && CanAsk();

    /// <summary>The file in a place, or behind the link there; null if there is none, and on systems that cannot tell.</summary>
    /// <remarks>It only looks: to open a file of SQLite and close it again would take the locks away that this process has on it.</remarks>
    public static FileIdentity? Of(string path) => IsKnownHere ? Ask(path) : null;

    private static FileIdentity? Ask(string path)
    {
        Span<byte> answer = stackalloc byte[Bytes];
        return Look(WorkingFolder, path, 0, NodeWanted, ref MemoryMarshal.GetReference(answer)) < 0
            ? null
            : new FileIdentity(
                BinaryPrimitives.ReadInt64LittleEndian(answer[DeviceAt..]),
                BinaryPrimitives.ReadInt64LittleEndian(answer[NodeAt..])
            );
    }

    private static bool CanAsk()
    {
        try
        {
            return Ask("/") is not null;
        }
        catch (EntryPointNotFoundException)
        {
            return false;
        }
    }

    [DllImport("libc", EntryPoint = "statx")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Look(int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, ref byte answer);
}
