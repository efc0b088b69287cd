// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';

import { countJunitReport } from './junit-report.js';

test('counts what ctest writes, case by case', () => {
  const text = `<?xml version="1.0" encoding="UTF-8"?>
<testsuite name="(empty)" tests="4" failures="1" disabled="1" skipped="1" hostname="" time="0">
  <testcase name="FdOwner.Closes" classname="FdOwner.Closes" time="0.01" status="run"><system-out>ok</system-out></testcase>
  <testcase name="Frame.Cut" classname="Frame.Cut" time="0.01" status="fail"><failure message=""/><system-out>1 &lt; 2</system-out></testcase>
  <testcase name="Mount.NeedsRoot" classname="Mount.NeedsRoot" time="0" status="notrun"><skipped message="SKIP"/></testcase>
  <testcase name="Mount.Off" classname="Mount.Off" time="0" status="disabled"/>
</testsuite>`;
  expect(countJunitReport(text)).toEqual({ passed: 1, failed: 1, skipped: 2 });
});

test('counts one test and none', () => {
  expect(countJunitReport('<testsuite><testcase name="a" status="run"/></testsuite>')).toMatchObject({ passed: 1 });
  expect(countJunitReport('<testsuite></testsuite>')).toEqual({ passed: 0, failed: 0, skipped: 0 });
});

test('adds up several suites', () => {
  const text = '<testsuites><testsuite><testcase/></testsuite><testsuite><testcase/></testsuite></testsuites>';
  expect(countJunitReport(text)).toMatchObject({ passed: 2 });
});

test.each(['', '<testsuite><testcase', '<html></html>'])('refuses %j', (text) => {
  expect(() => countJunitReport(text)).toThrow();
});
