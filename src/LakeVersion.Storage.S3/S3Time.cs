namespace LakeVersion.Storage.S3;

/// <summary>The server's times as we tell them: UTC, in whole seconds, since listings and answers of one server differ below.</summary>
internal static class S3Time
{
    public static DateTimeOffset Of(DateTime? time)
    {
        var utc = (time ?? DateTime.UnixEpoch).ToUniversalTime();
        return new DateTimeOffset(utc.Ticks - (utc.Ticks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
    }
}
