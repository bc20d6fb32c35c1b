using System.Runtime.InteropServices;

namespace Raincheck.Storage;

/// <summary>Files that are still there, whole, after a power cut.</summary>
internal static class Durable
{
    /// <summary>Moves a complete file into place atomically.</summary>
    /// <param name="file">In the same folder as its place; it is on the disk before it moves.</param>
    /// <param name="place">The target path.</param>
    /// <param name="overwrite">Whether there may be a file already.</param>
    /// <exception cref="IOException">There is one and it may not be overwritten, or the disk failed.</exception>
    public static void Move(string file, string place, bool overwrite)
    {
        using (var written = new FileStream(file, FileMode.Open, FileAccess.ReadWrite))
            written.Flush(flushToDisk: true);
        File.Move(file, place, overwrite);
        SyncFolder(Path.GetDirectoryName(place)!);
    }

    /// <summary>Creates an empty file that only its owner can read.</summary>
    public static void CreatePrivate(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var _ = new FileStream(path, options);
    }

    /// <summary>Only then is a new name in the folder there for good. .NET opens no folders.</summary>
    private static void SyncFolder(string path)
    {
        if (OperatingSystem.IsWindows())
            return;
        var folder = Open(path, 0);
        if (folder < 0)
            throw new IOException($"the folder {path} cannot be opened: error {Marshal.GetLastPInvokeError()}");
        var result = Sync(folder);
        var error = Marshal.GetLastPInvokeError();
        _ = Close(folder);
        if (result < 0)
            throw new IOException($"the folder {path} cannot be brought to disk: error {error}");
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Sync(int file);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int file);
}
