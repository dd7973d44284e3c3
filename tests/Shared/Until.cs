using System.Runtime.CompilerServices;

namespace BoroughBridge.Tests;

/// <summary>Polls to a deadline; tests never sleep for a guess.</summary>
public static class Until
{
    /// <summary>Returns when the condition holds; throws <see cref="TimeoutException"/> naming it where it did not within the seconds given.</summary>
    public static async Task TrueAsync(Func<Task<bool>> condition, double seconds = 10, [CallerArgumentExpression(nameof(condition))] string what = "")
    {
        var clock = TimeProvider.System;
        var start = clock.GetTimestamp();
        Exception? last = null;
        while (clock.GetElapsedTime(start).TotalSeconds < seconds)
        {
            try
            {
                if (await condition()) return;
                last = null;
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                last = exception;
            }

            await Task.Delay(25);
        }

        throw new TimeoutException($"not within {seconds} s: {what}", last);
    }

    /// <inheritdoc cref="TrueAsync(Func{Task{bool}}, double, string)"/>
    public static Task TrueAsync(Func<bool> condition, double seconds = 10, [CallerArgumentExpression(nameof(condition))] string what = "") =>
        TrueAsync(() => Task.FromResult(condition()), seconds, what);
}
