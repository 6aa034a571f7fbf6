using System.Diagnostics;
using System.Globalization;
using LakeVersion.Storage;
using LakeVersion.Storage.S3;
using LakeVersion.Storage.S3.Tests;

// Usage: uploader LOCATION KEY BYTES. Uploads a stream of so many bytes whose length it does not tell, and prints the bytes stored and the
// most memory that the process held at any time, in bytes.
using var provider = new S3StoreProvider();
var stored = await provider.Open(args[0]).PutAsync(StoreKey.Parse(args[1]), new PatternStream(long.Parse(args[2], CultureInfo.InvariantCulture)));
using var self = Process.GetCurrentProcess();
Console.WriteLine($"{stored} {self.PeakWorkingSet64}");
