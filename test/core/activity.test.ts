import type * as schema from 'botframework-schema';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { activity, type Activity } from '../../src/core/activity.js';
import { event, message } from './world.js';

/** The Bot Framework's Activity as it is on the wire: dates and enums are strings, and what is not set is absent. */
type Wire<T> = 0 extends 1 & T ? T : T extends Date | string ? string : T extends (infer U)[] ? Wire<U>[] : T extends object ? { [K in keyof T]?: Wire<T[K]> } : T;
/** Ours as JSON: zod's `x?: T | undefined` is `x?: T`, since JSON has no undefined. */
type Json<T> = T extends string ? string : T extends (infer U)[] ? Json<U>[] : T extends object ? { [K in keyof T]: Json<Exclude<T[K], undefined>> } : T;

describe('Activity', () => {
  it('is a subset of the Bot Framework Activity', () => {
    // A field that the protocol does not know, or knows as something else, is a type error here.
    expectTypeOf<Json<Activity>>().toExtend<Wire<schema.Activity>>();
    expectTypeOf<Exclude<KeysOfAll<Activity>, keyof schema.Activity>>().toEqualTypeOf<never>();
    expectTypeOf<Activity['type']>().toExtend<`${schema.ActivityTypes}`>();
  });

  it('takes what it describes and nothing beside it', () => {
    expect(activity.safeParse(message('hello')).success).toBe(true);
    expect(activity.safeParse(event('start', {})).success).toBe(true);
    expect(activity.safeParse({ ...message('hello'), serviceUrl: 'https://elsewhere.example' }).success).toBe(false);
    expect(activity.safeParse({ ...message('hello'), type: 'invoke' }).success).toBe(false);
    expect(activity.safeParse(event('start', { ref: 1 })).success).toBe(false);
  });
});

type KeysOfAll<T> = T extends T ? keyof T : never;
