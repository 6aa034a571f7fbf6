namespace LakeVersion.Testing.Files;

/// <summary>A file's content as the process sees it, and as the disk has it.</summary>
internal sealed class VolatileFile
{
    private static long numbers;

    /// <summary>The file's number, which no other file of the process has.</summary>
    public ulong Number { get; } = (ulong)Interlocked.Increment(ref numbers);

    /// <summary>What readers see.</summary>
    public byte[] Seen { get; set; } = [];

    /// <summary>What a crash leaves for certain.</summary>
    public byte[] Flushed { get; set; } = [];

    /// <summary>When the file was stamped.</summary>
    public DateTimeOffset Modified { get; set; }

    /// <summary>The file after a crash: what was flushed, or with chance something between that and what was seen.</summary>
    public VolatileFile AfterCrash(Random? chance)
    {
        var left = chance?.Next(3) switch
        {
            1 => Seen,
            2 => Seen[..chance.Next(Seen.Length + 1)],
            _ => Flushed,
        };
        var content = Seen.AsSpan().SequenceEqual(Flushed) ? Flushed : left;
        return new VolatileFile { Seen = content, Flushed = content, Modified = Modified };
    }
}
